// The password of the resource owner.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

var client = http.Client{Timeout: 8 * time.Second}

func main() {
	host, password := os.Getenv("API_HOST"), os.Getenv("PASSWORD")
	if password == "" {
		fail("PASSWORD is not set.")
	}
	form := url.Values{"grant_type": {"password"}, "username": {"ada"}, "password": {password}}
	request, _ := http.NewRequest("POST", host+"/oauth/token", strings.NewReader(form.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	var token struct {
		AccessToken string `json:"access_token"`
	}
	send(request, &token)
	request, _ = http.NewRequest("GET", host+"/v1/orders", nil)
	request.Header.Set("Authorization", "Bearer "+token.AccessToken)
	var orders any
	send(request, &orders)
	text, _ := json.Marshal(orders)
	fmt.Println(string(text))
}

func send(request *http.Request, into any) {
	answer, err := client.Do(request)
	if err != nil {
		fail(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		fail(err)
	}
	if answer.StatusCode != http.StatusOK {
		fail(answer.Status, string(text))
	}
	if err := json.Unmarshal(text, into); err != nil {
		fail(err)
	}
}

func fail(words ...any) {
	fmt.Fprintln(os.Stderr, words...)
	os.Exit(1)
}
