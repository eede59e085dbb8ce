// A goroutine sends the notes of all pages through a channel.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"time"
)

type Note struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

type result struct {
	note Note
	err  error
}

func notes(ctx context.Context, key string) <-chan result {
	out := make(chan result)
	go func() {
		defer close(out)
		base, err := url.Parse(os.Getenv("HOST") + "/v1/notes")
		if err != nil {
			out <- result{err: err}
			return
		}
		query := base.Query()
		query.Set("limit", "2")
		for {
			base.RawQuery = query.Encode()
			page, err := get(ctx, base.String(), key)
			if err != nil {
				out <- result{err: err}
				return
			}
			for _, note := range page.Notes {
				out <- result{note: note}
			}
			if !page.HasMore {
				return
			}
			query.Set("cursor", page.NextCursor)
		}
	}()
	return out
}

type page struct {
	Notes      []Note `json:"notes"`
	HasMore    bool   `json:"has_more"`
	NextCursor string `json:"next_cursor"`
}

func get(ctx context.Context, address, key string) (*page, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Add("Authorization", "Bearer "+key)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode/100 != 2 {
		text, _ := io.ReadAll(resp.Body)
		return nil, fmt.Errorf("HTTP %s: %s", resp.Status, text)
	}
	var found page
	if err := json.NewDecoder(resp.Body).Decode(&found); err != nil {
		return nil, fmt.Errorf("decoding the page: %w", err)
	}
	if len(found.Notes) == 0 {
		return nil, fmt.Errorf("a page without notes")
	}
	return &found, nil
}

func main() {
	key, ok := os.LookupEnv("KEY")
	if !ok || key == "" {
		fmt.Fprintln(os.Stderr, "Set KEY to your API key.")
		os.Exit(1)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	for one := range notes(ctx, key) {
		if one.err != nil {
			fmt.Fprintln(os.Stderr, "listing notes:", one.err)
			os.Exit(1)
		}
		fmt.Println(one.note.ID, one.note.Text)
	}
}
