// An address for an upload, and the file sent there without the key.
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

var client = &http.Client{Timeout: 5 * time.Second}

func send(method, url, key string, body []byte) []byte {
	req, err := http.NewRequest(method, url, bytes.NewReader(body))
	if err != nil {
		log.Fatalf("Request failed: %v", err)
	}
	if key != "" {
		req.Header.Set("Authorization", "Bearer "+key)
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := client.Do(req)
	if err != nil {
		log.Fatalf("Request failed: %v", err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		log.Fatalf("Request failed: %v", err)
	}
	if resp.StatusCode >= 300 {
		log.Fatalf("HTTP %d: %s", resp.StatusCode, text)
	}
	return text
}

func main() {
	log.SetFlags(0)
	key := os.Getenv("KEY")
	if key == "" {
		log.Fatal("Set KEY to your API key.")
	}
	file, err := os.ReadFile("../table.csv")
	if err != nil {
		log.Fatal(err)
	}
	var made struct {
		ID        string `json:"id"`
		UploadURL string `json:"upload_url"`
	}
	text := send("POST", os.Getenv("HOST")+"/v1/uploads", key, []byte(`{"name": "table.csv"}`))
	if err := json.Unmarshal(text, &made); err != nil {
		log.Fatalf("Request failed: %v", err)
	}
	if made.UploadURL == "" {
		log.Fatalf("no address in %s", text)
	}
	send("PUT", made.UploadURL, "", file)
	fmt.Println(made.ID)
}
