// A book from its making to its end.
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

type book struct {
	ID    string `json:"id,omitempty"`
	Title string `json:"title,omitempty"`
	Pages int    `json:"pages,omitempty"`
}

var client = &http.Client{Timeout: 5 * time.Second}

func call(method, path string, body, into any) int {
	var content io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			log.Fatal(err)
		}
		content = bytes.NewReader(text)
	}
	req, err := http.NewRequest(method, os.Getenv("HOST")+"/v1"+path, content)
	if err != nil {
		log.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+os.Getenv("KEY"))
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := client.Do(req)
	if err != nil {
		log.Fatalf("Request failed: %v", err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		log.Fatalf("Request failed: %v", err)
	}
	if into == nil {
		return resp.StatusCode
	}
	if resp.StatusCode >= 300 {
		log.Fatalf("HTTP %d: %s", resp.StatusCode, text)
	}
	if err := json.Unmarshal(text, into); err != nil {
		log.Fatalf("Unexpected answer: %v", err)
	}
	return resp.StatusCode
}

func main() {
	log.SetFlags(0)
	if os.Getenv("KEY") == "" {
		log.Fatal("Set KEY to your API key.")
	}
	var made, read, changed book
	call("POST", "/books", book{Title: "Emma", Pages: 474}, &made)
	if made.ID == "" {
		log.Fatal("A book without an id.")
	}
	path := "/books/" + made.ID
	call("GET", path, nil, &read)
	if read.Title != "Emma" {
		log.Fatalf("Another title: %s", read.Title)
	}
	call("PATCH", path, book{Title: "Persuasion"}, &changed)
	if changed.Pages != 474 {
		log.Fatalf("Other pages: %d", changed.Pages)
	}
	var list struct {
		Books []book `json:"books"`
	}
	call("GET", "/books", nil, &list)
	found := false
	for _, one := range list.Books {
		found = found || one.ID == made.ID && one.Title == "Persuasion"
	}
	if !found {
		log.Fatalf("The book is not among %v.", list.Books)
	}
	if status := call("DELETE", path, nil, nil); status != http.StatusNoContent {
		log.Fatalf("HTTP %d", status)
	}
	if status := call("GET", path, nil, nil); status != http.StatusNotFound {
		log.Fatalf("HTTP %d: the book is still there.", status)
	}
	fmt.Println(made.ID, "came and went")
}
