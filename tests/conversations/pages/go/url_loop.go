// The field next leads from page to page.
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

type page struct {
	Next    *string `json:"next"`
	Results []struct {
		ID string `json:"id"`
	} `json:"results"`
}

func get(client *http.Client, url, key string) (*page, error) {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+key)
	resp, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("HTTP %d: %s", resp.StatusCode, body)
	}
	found := &page{}
	if err := json.Unmarshal(body, found); err != nil {
		return nil, err
	}
	if found.Results == nil {
		return nil, fmt.Errorf("no results in %s", body)
	}
	return found, nil
}

func main() {
	log.SetFlags(0)
	key := os.Getenv("KEY")
	if key == "" {
		log.Fatal("Set KEY to your API key.")
	}
	client := &http.Client{Timeout: 5 * time.Second}
	ids := []string{}
	for url := os.Getenv("HOST") + "/v1/films"; url != ""; {
		found, err := get(client, url, key)
		if err != nil {
			log.Fatalf("Request failed: %v", err)
		}
		for _, film := range found.Results {
			ids = append(ids, film.ID)
		}
		url = ""
		if found.Next != nil {
			url = *found.Next
		}
	}
	for _, id := range ids {
		fmt.Println(id)
	}
}
