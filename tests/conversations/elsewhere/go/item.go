// A key in a header of its own, which CheckRedirect takes away on another host.
package main

import (
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
	key := os.Getenv("KEY")
	if key == "" {
		log.Fatal("Set KEY to your API key.")
	}
	client := &http.Client{
		Timeout: 5 * time.Second,
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			if req.URL.Host != via[0].URL.Host {
				req.Header.Del("X-Api-Key")
			}
			return nil
		},
	}
	req, err := http.NewRequest("GET", os.Getenv("HOST")+"/v1/items/1", nil)
	if err != nil {
		log.Fatal(err)
	}
	req.Header.Set("X-Api-Key", key)
	resp, err := client.Do(req)
	if err != nil {
		log.Fatalf("Request failed: %v", err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		log.Fatalf("Request failed: %v", err)
	}
	if resp.StatusCode != http.StatusOK {
		log.Fatalf("HTTP %d: %s", resp.StatusCode, text)
	}
	var item struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(text, &item); err != nil || item.ID == "" {
		log.Fatalf("no id in %s: %v", text, err)
	}
	fmt.Println(item.ID)
}
