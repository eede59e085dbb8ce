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

	"github.com/cenkalti/backoff/v4"
)

func main() {
	log.SetFlags(0)
	key := os.Getenv("KEY")
	if key == "" {
		log.Fatal("Set KEY to your API key.")
	}
	client := &http.Client{Timeout: 5 * time.Second}
	once := strconv.FormatInt(time.Now().UnixNano(), 36)
	var answer []byte
	order := func() error {
		req, err := http.NewRequest("POST", os.Getenv("HOST")+"/v1/orders", bytes.NewReader([]byte(`{"text":"two"}`)))
		if err != nil {
			return backoff.Permanent(err)
		}
		req.Header.Set("Authorization", "Bearer "+key)
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Idempotency-Key", once)
		resp, err := client.Do(req)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		answer, err = io.ReadAll(resp.Body)
		if err != nil {
			return err
		}
		failure := fmt.Errorf("HTTP %d: %s", resp.StatusCode, answer)
		switch {
		case resp.StatusCode < 300:
			return nil
		case resp.StatusCode == 429:
			seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
			time.Sleep(time.Duration(seconds) * time.Second)
			return failure
		case resp.StatusCode >= 500:
			return failure
		}
		return backoff.Permanent(failure)
	}
	policy := backoff.NewExponentialBackOff()
	policy.InitialInterval = 100 * time.Millisecond
	if err := backoff.Retry(order, backoff.WithMaxRetries(policy, 3)); err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(answer))
}
