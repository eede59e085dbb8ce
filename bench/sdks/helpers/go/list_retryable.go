package main

import (
	"fmt"
	"io"
	"log"
	"os"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

func main() {
	log.SetFlags(0)
	key := os.Getenv("KEY")
	if key == "" {
		log.Fatal("Set KEY to your API key.")
	}
	client := retryablehttp.NewClient()
	client.RetryMax = 3
	client.RetryWaitMin = 200 * time.Millisecond
	client.HTTPClient.Timeout = 5 * time.Second
	client.Logger = nil
	client.ErrorHandler = retryablehttp.PassthroughErrorHandler
	req, err := retryablehttp.NewRequest("GET", os.Getenv("HOST")+"/v1/notes", nil)
	if err != nil {
		log.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+key)
	resp, err := client.Do(req)
	if err != nil {
		log.Fatalf("Request failed: %v", err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		log.Fatalf("Request failed: %v", err)
	}
	if resp.StatusCode != 200 {
		log.Fatalf("HTTP %d: %s", resp.StatusCode, body)
	}
	fmt.Println(string(body))
}
