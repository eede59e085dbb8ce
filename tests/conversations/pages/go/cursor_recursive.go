// Recursion over the pages.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"
	"time"
)

type page struct {
	Notes []struct {
		ID string `json:"id"`
	} `json:"notes"`
	HasMore    bool    `json:"has_more"`
	NextCursor *string `json:"next_cursor"`
}

var client = &http.Client{Timeout: 5 * time.Second}

func list(key, cursor string) ([]string, error) {
	query := url.Values{"limit": {"4"}}
	if cursor != "" {
		query.Set("cursor", cursor)
	}
	req, err := http.NewRequest(http.MethodGet, os.Getenv("HOST")+"/v1/notes?"+query.Encode(), nil)
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
	var found page
	if err := json.Unmarshal(body, &found); err != nil {
		return nil, err
	}
	if len(found.Notes) == 0 {
		return nil, fmt.Errorf("no notes in %s", body)
	}
	ids := []string{}
	for _, note := range found.Notes {
		ids = append(ids, note.ID)
	}
	if !found.HasMore || found.NextCursor == nil {
		return ids, nil
	}
	rest, err := list(key, *found.NextCursor)
	return append(ids, rest...), err
}

func main() {
	log.SetFlags(0)
	key := os.Getenv("KEY")
	if key == "" {
		log.Fatal("Set KEY to your API key.")
	}
	ids, err := list(key, "")
	if err != nil {
		log.Fatalf("Request failed: %v", err)
	}
	for _, id := range ids {
		fmt.Println(id)
	}
}
