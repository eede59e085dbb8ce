// A POST with an idempotency key, whose body is read anew for each attempt.
package main

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"time"
)

func main() {
	log.SetFlags(0)
	key := os.Getenv("KEY")
	if key == "" {
		log.Fatal("Set KEY to your API key.")
	}
	idempotencyKey := fmt.Sprintf("order-%d", time.Now().UnixNano())
	client := &http.Client{Timeout: 5 * time.Second}
	wait := 100 * time.Millisecond
	failure := ""
	for attempt := 0; attempt < 4; attempt++ {
		if attempt > 0 {
			time.Sleep(wait)
			wait *= 2
		}
		req, err := http.NewRequest(http.MethodPost, os.Getenv("HOST")+"/v1/orders", bytes.NewBufferString(`{"text": "two"}`))
		if err != nil {
			log.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+key)
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Idempotency-Key", idempotencyKey)
		resp, err := client.Do(req)
		if err != nil {
			failure = fmt.Sprintf("Request failed: %v", err)
			continue
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil {
			failure = fmt.Sprintf("Request failed: %v", err)
			continue
		}
		if resp.StatusCode < 300 {
			fmt.Println(string(body))
			return
		}
		failure = fmt.Sprintf("HTTP %d: %s", resp.StatusCode, body)
		if resp.StatusCode < 500 && resp.StatusCode != http.StatusTooManyRequests {
			break
		}
		if seconds, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil {
			wait = time.Duration(seconds) * time.Second
		}
	}
	log.Fatal(failure)
}
