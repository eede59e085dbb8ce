// A pipe between the file and the request; the length is not known before.
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

func do(req *http.Request) ([]byte, error) {
	client := http.Client{Timeout: 5 * time.Second}
	resp, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode >= 300 {
		err = fmt.Errorf("HTTP %d: %s", resp.StatusCode, text)
	}
	return text, err
}

func upload(key string) (string, error) {
	req, err := http.NewRequest("POST", os.Getenv("HOST")+"/v1/uploads", bytes.NewBufferString(`{"name": "table.csv"}`))
	if err != nil {
		return "", err
	}
	req.Header.Set("Authorization", "Bearer "+key)
	req.Header.Set("Content-Type", "application/json")
	text, err := do(req)
	if err != nil {
		return "", err
	}
	var made map[string]string
	if err := json.Unmarshal(text, &made); err != nil {
		return "", err
	}
	if made["upload_url"] == "" {
		return "", fmt.Errorf("no address in %s", text)
	}
	reader, writer := io.Pipe()
	go func() {
		file, err := os.Open("../table.csv")
		if err == nil {
			defer file.Close()
			_, err = io.Copy(writer, file)
		}
		writer.CloseWithError(err)
	}()
	put, err := http.NewRequest("PUT", made["upload_url"], reader)
	if err != nil {
		return "", err
	}
	_, err = do(put)
	return made["id"], err
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("upload: ")
	key := os.Getenv("KEY")
	if key == "" {
		log.Fatal("Set KEY to your API key.")
	}
	id, err := upload(key)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(id)
}
