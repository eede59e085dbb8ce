// A buffered reader, a switch over the fields of an event.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"
)

type chatRequest struct {
	Prompt string `json:"prompt"`
	Stream bool   `json:"stream"`
}

var errCut = errors.New("the stream ended before [DONE]")

func chat(key, prompt string, each func(string)) error {
	var body bytes.Buffer
	if err := json.NewEncoder(&body).Encode(chatRequest{prompt, true}); err != nil {
		return err
	}
	req, err := http.NewRequest(http.MethodPost, os.Getenv("HOST")+"/v1/chat", &body)
	if err != nil {
		return err
	}
	req.Header = http.Header{
		"Authorization": {"Bearer " + key},
		"Content-Type":  {"application/json"},
		"Accept":        {"text/event-stream"},
	}
	client := http.Client{Timeout: 8 * time.Second}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != 200 {
		text, _ := io.ReadAll(resp.Body)
		return fmt.Errorf("%s: %s", resp.Status, text)
	}
	reader := bufio.NewReader(resp.Body)
	for {
		line, err := reader.ReadBytes('\n')
		field, value, _ := bytes.Cut(bytes.TrimRight(line, "\r\n"), []byte(":"))
		if string(field) == "data" {
			value = bytes.TrimSpace(value)
			if string(value) == "[DONE]" {
				return nil
			}
			if err != nil {
				return errCut
			}
			var event struct{ Text *string }
			if err := json.Unmarshal(value, &event); err != nil || event.Text == nil {
				return fmt.Errorf("unexpected event %q: %v", value, err)
			}
			each(*event.Text)
		}
		if err == io.EOF {
			return errCut
		}
		if err != nil {
			return err
		}
	}
}

func main() {
	key := os.Getenv("KEY")
	if key == "" {
		fmt.Fprintln(os.Stderr, "Set KEY to your API key.")
		os.Exit(2)
	}
	if err := chat(key, "hi", func(text string) { fmt.Println(text) }); err != nil {
		fmt.Fprintf(os.Stderr, "chat: %v\n", err)
		os.Exit(1)
	}
}
