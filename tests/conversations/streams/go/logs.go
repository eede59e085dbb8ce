// A decoder over lines of JSON.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"time"
)

func main() {
	log.SetFlags(0)
	key := os.Getenv("KEY")
	if key == "" {
		log.Fatal("Set KEY to your API key.")
	}
	client := &http.Client{Timeout: 5 * time.Second}
	req, err := http.NewRequest("GET", os.Getenv("HOST")+"/v1/logs", nil)
	if err != nil {
		log.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+key)
	resp, err := client.Do(req)
	if err != nil {
		log.Fatalf("Request failed: %v", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(resp.Body)
		log.Fatalf("HTTP %d: %s", resp.StatusCode, text)
	}
	lines := json.NewDecoder(resp.Body)
	for {
		var entry struct {
			Text string `json:"text"`
		}
		if err := lines.Decode(&entry); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			log.Fatalf("Request failed: %v", err)
		}
		if entry.Text == "" {
			log.Fatal("A line without a text.")
		}
		fmt.Println(entry.Text)
	}
}
