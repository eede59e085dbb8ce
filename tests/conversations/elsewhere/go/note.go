// The client sends the POST again to the address of a 307.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strings"
	"time"
)

func main() {
	log.SetFlags(0)
	key := os.Getenv("KEY")
	if key == "" {
		log.Fatal("Set KEY to your API key.")
	}
	client := &http.Client{Timeout: 5 * time.Second}
	req, err := http.NewRequest("POST", os.Getenv("HOST")+"/v1/notes", strings.NewReader(`{"text": "hello"}`))
	if err != nil {
		log.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+key)
	req.Header.Set("Content-Type", "application/json")
	resp, err := client.Do(req)
	if err != nil {
		log.Fatalf("Request failed: %v", err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		log.Fatalf("Request failed: %v", err)
	}
	if resp.StatusCode != http.StatusCreated {
		log.Fatalf("HTTP %d: %s", resp.StatusCode, text)
	}
	var note struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(text, &note); err != nil || note.ID == "" {
		log.Fatalf("no id in %s: %v", text, err)
	}
	fmt.Println(note.ID)
}
