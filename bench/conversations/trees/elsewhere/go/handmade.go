// A loop over redirects, which the client is told not to follow.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"time"
)

var client = &http.Client{
	Timeout: 5 * time.Second,
	CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	},
}

func fetch(address *url.URL, key string) ([]byte, error) {
	home := address.Host
	for hops := 0; hops < 10; hops++ {
		req, err := http.NewRequest(http.MethodGet, address.String(), nil)
		if err != nil {
			return nil, err
		}
		if address.Host == home {
			req.Header.Set("X-Api-Key", key)
		}
		resp, err := client.Do(req)
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil {
			return nil, err
		}
		switch {
		case resp.StatusCode >= 300 && resp.StatusCode < 400:
			if address, err = resp.Location(); err != nil {
				return nil, err
			}
		case resp.StatusCode >= 400:
			return nil, fmt.Errorf("HTTP %d: %s", resp.StatusCode, body)
		default:
			return body, nil
		}
	}
	return nil, fmt.Errorf("too many redirects")
}

func main() {
	key := os.Getenv("KEY")
	if key == "" {
		fail("Set KEY to your API key.")
	}
	address, err := url.Parse(os.Getenv("HOST") + "/v1/items/7")
	if err != nil {
		fail(err)
	}
	body, err := fetch(address, key)
	if err != nil {
		fail("getting the item:", err)
	}
	item := map[string]any{}
	if err := json.Unmarshal(body, &item); err != nil {
		fail("reading the item:", err)
	}
	id, ok := item["id"].(string)
	if !ok {
		fail("no id:", string(body))
	}
	fmt.Println("item", id)
}

func fail(words ...any) {
	fmt.Fprintln(os.Stderr, words...)
	os.Exit(1)
}
