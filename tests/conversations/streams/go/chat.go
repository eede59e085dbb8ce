// A scanner over the lines of the stream.
package main

import (
	"bufio"
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
	body := strings.NewReader(`{"prompt": "hi", "stream": true}`)
	req, err := http.NewRequest("POST", os.Getenv("HOST")+"/v1/chat", body)
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
	if resp.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(resp.Body)
		log.Fatalf("HTTP %d: %s", resp.StatusCode, text)
	}
	done := false
	lines := bufio.NewScanner(resp.Body)
	for lines.Scan() {
		data, found := strings.CutPrefix(lines.Text(), "data:")
		if !found {
			continue
		}
		if done = strings.TrimSpace(data) == "[DONE]"; done {
			break
		}
		var event struct {
			Text string `json:"text"`
		}
		if err := json.Unmarshal([]byte(data), &event); err != nil {
			log.Fatalf("Request failed: %v", err)
		}
		fmt.Println(event.Text)
	}
	if err := lines.Err(); err != nil {
		log.Fatalf("Request failed: %v", err)
	}
	if !done {
		log.Fatal("The stream ended before its end.")
	}
}
