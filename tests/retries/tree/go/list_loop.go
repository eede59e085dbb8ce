// A loop around net/http that waits as long as the server asks.
package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"time"
)

func get(client *http.Client, url, key string) (string, int, time.Duration, error) {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return "", 0, 0, err
	}
	req.Header.Set("Authorization", "Bearer "+key)
	resp, err := client.Do(req)
	if err != nil {
		return "", 0, 0, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
	return string(body), resp.StatusCode, time.Duration(seconds) * time.Second, err
}

func main() {
	log.SetFlags(0)
	key := os.Getenv("KEY")
	if key == "" {
		log.Fatal("Set KEY to your API key.")
	}
	client := &http.Client{Timeout: 5 * time.Second}
	failure := ""
	for attempt := 0; attempt < 3; attempt++ {
		body, status, wait, err := get(client, os.Getenv("HOST")+"/v1/notes", key)
		switch {
		case err != nil:
			failure = fmt.Sprintf("Request failed: %v", err)
		case status == http.StatusOK:
			fmt.Println(body)
			return
		default:
			failure = fmt.Sprintf("HTTP %d: %s", status, body)
			if status != http.StatusTooManyRequests && status < 500 {
				log.Fatal(failure)
			}
		}
		time.Sleep(max(wait, 100*time.Millisecond))
	}
	log.Fatal(failure)
}

func max(a, b time.Duration) time.Duration {
	if a > b {
		return a
	}
	return b
}
