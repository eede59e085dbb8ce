// A ticker asks for the job, a context ends the wait.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strings"
	"time"
)

type Job struct {
	ID     string `json:"id"`
	State  string `json:"state"`
	Result int    `json:"result"`
}

func send(ctx context.Context, method, path, body string) (Job, error) {
	var job Job
	req, err := http.NewRequestWithContext(ctx, method, os.Getenv("HOST")+"/v1"+path, strings.NewReader(body))
	if err != nil {
		return job, err
	}
	req.Header.Set("Authorization", "Bearer "+os.Getenv("KEY"))
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return job, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return job, err
	}
	if resp.StatusCode >= 300 {
		return job, fmt.Errorf("HTTP %d: %s", resp.StatusCode, text)
	}
	if err := json.Unmarshal(text, &job); err != nil {
		return job, err
	}
	if job.ID == "" || job.State == "" {
		return job, errors.New("a job without id or state: " + string(text))
	}
	return job, nil
}

func wait(ctx context.Context, id string) (Job, error) {
	ticker := time.NewTicker(100 * time.Millisecond)
	defer ticker.Stop()
	for {
		job, err := send(ctx, "GET", "/jobs/"+id, "")
		if err != nil || job.State == "done" {
			return job, err
		}
		if job.State == "failed" {
			return job, errors.New("the job failed")
		}
		select {
		case <-ctx.Done():
			return job, ctx.Err()
		case <-ticker.C:
		}
	}
}

func main() {
	log.SetFlags(0)
	if os.Getenv("KEY") == "" {
		log.Fatal("Set KEY to your API key.")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	job, err := send(ctx, "POST", "/jobs", `{"name": "index"}`)
	if err == nil {
		job, err = wait(ctx, job.ID)
	}
	if err != nil {
		log.Fatalf("Request failed: %v", err)
	}
	fmt.Println("result", job.Result)
}
