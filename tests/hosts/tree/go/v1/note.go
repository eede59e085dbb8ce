package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

func main() {
	key := os.Getenv("NOTES_KEY")
	if key == "" {
		fail("NOTES_KEY is not set")
	}
	body := strings.NewReader(`{"text": "Buy milk", "tags": ["home"]}`)
	request, err := http.NewRequest("POST", "https://api.notes.invalid/v1/notes", body)
	if err != nil {
		fail(err)
	}
	request.Header.Set("Authorization", "Bearer "+key)
	request.Header.Set("Content-Type", "application/json")
	client := &http.Client{Timeout: 4 * time.Second}
	response, err := client.Do(request)
	if err != nil {
		fail(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		fail(err)
	}
	if response.StatusCode != http.StatusOK {
		fail(response.StatusCode, string(text))
	}
	var note struct{ ID string }
	if err := json.Unmarshal(text, &note); err != nil || note.ID == "" {
		fail("expected an id, got", string(text))
	}
	fmt.Println("kept as", note.ID)
}

func fail(words ...any) {
	fmt.Fprintln(os.Stderr, append([]any{"note:"}, words...)...)
	os.Exit(1)
}
