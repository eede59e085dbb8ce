// A query with a variable.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"time"
)

const query = `query Book($id: ID!) {
  book(id: $id) {
    title
    kind
  }
}`

func main() {
	log.SetFlags(0)
	key := os.Getenv("KEY")
	if key == "" {
		log.Fatal("Set KEY to your API key.")
	}
	body, err := json.Marshal(map[string]any{"query": query, "variables": map[string]string{"id": "b1"}})
	if err != nil {
		log.Fatal(err)
	}
	req, err := http.NewRequest("POST", os.Getenv("HOST")+"/graphql", bytes.NewReader(body))
	if err != nil {
		log.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+key)
	req.Header.Set("Content-Type", "application/json")
	resp, err := (&http.Client{Timeout: 5 * time.Second}).Do(req)
	if err != nil {
		log.Fatalf("Request failed: %v", err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		log.Fatalf("Request failed: %v", err)
	}
	if resp.StatusCode != http.StatusOK {
		log.Fatalf("HTTP %d: %s", resp.StatusCode, text)
	}
	var answer struct {
		Data *struct {
			Book struct {
				Title string `json:"title"`
			} `json:"book"`
		} `json:"data"`
		Errors []struct {
			Message string `json:"message"`
		} `json:"errors"`
	}
	if err := json.Unmarshal(text, &answer); err != nil {
		log.Fatalf("Request failed: %v in %s", err, text)
	}
	if len(answer.Errors) > 0 || answer.Data == nil {
		log.Fatalf("The query failed: %s", text)
	}
	fmt.Println(answer.Data.Book.Title)
}
