// A round tripper that gets a token, and a new one when the API says 401.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"sync"
	"time"
)

type tokens struct {
	mutex sync.Mutex
	token string
}

func (t *tokens) renew() error {
	answer, err := http.PostForm(os.Getenv("API_HOST")+"/oauth/token", url.Values{
		"grant_type":    {"client_credentials"},
		"client_id":     {os.Getenv("CLIENT_ID")},
		"client_secret": {os.Getenv("CLIENT_SECRET")},
	})
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	var given struct {
		AccessToken string `json:"access_token"`
		Error       string `json:"error_description"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&given); err != nil {
		return err
	}
	if given.AccessToken == "" {
		return errors.New("no token: " + given.Error)
	}
	t.token = given.AccessToken
	return nil
}

func (t *tokens) RoundTrip(request *http.Request) (*http.Response, error) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	for attempt := 1; ; attempt++ {
		if t.token == "" {
			if err := t.renew(); err != nil {
				return nil, err
			}
		}
		copied := request.Clone(request.Context())
		copied.Header.Set("Authorization", "Bearer "+t.token)
		answer, err := http.DefaultTransport.RoundTrip(copied)
		if err != nil || answer.StatusCode != http.StatusUnauthorized || attempt == 2 {
			return answer, err
		}
		answer.Body.Close()
		t.token = ""
	}
}

func main() {
	if os.Getenv("CLIENT_SECRET") == "" {
		fmt.Fprintln(os.Stderr, "CLIENT_SECRET is not set.")
		os.Exit(1)
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	client := http.Client{Transport: &tokens{}, Timeout: 8 * time.Second}
	answer, err := client.Get(os.Getenv("API_HOST") + "/v1/orders")
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", answer.Status, text)
	}
	var orders map[string]any
	if err := json.Unmarshal(text, &orders); err != nil {
		return err
	}
	fmt.Println(string(text))
	return nil
}
