// Show the account that the API key belongs to.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"time"
)

func main() {
	log.SetFlags(0)

	host := os.Getenv("API_HOST")
	if host == "" {
		host = "https://api.stability.ai"
	}
	key := os.Getenv("STABILITY_API_KEY")
	if key == "" {
		log.Fatal("Set STABILITY_API_KEY to your API key.")
	}

	url := host + "/v1/user/account"
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		log.Fatalf("Request failed: %v", err)
	}
	req.Header.Set("Authorization", "Bearer "+key)

	client := &http.Client{Timeout: 15 * time.Second}
	resp, err := client.Do(req)
	if err != nil {
		log.Fatalf("Request failed: %v", err)
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		log.Fatalf("Request failed: %v", err)
	}
	if err := resp.Body.Close(); err != nil {
		log.Fatalf("Request failed: %v", err)
	}
	if resp.StatusCode != http.StatusOK {
		log.Fatalf("HTTP %d: %s", resp.StatusCode, body)
	}

	var indented bytes.Buffer
	if err := json.Indent(&indented, body, "", "  "); err != nil {
		log.Fatalf("Unexpected response: %v", err)
	}
	fmt.Println(indented.String())
}
