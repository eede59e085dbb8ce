// The authorization code with PKCE (RFC 7636).
package main

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"time"
)

const back = "http://localhost:8765/callback"

var client = http.Client{
	Timeout:       8 * time.Second,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

func main() {
	host, id := os.Getenv("API_HOST"), os.Getenv("CLIENT_ID")
	if os.Getenv("CLIENT_SECRET") == "" {
		fail("CLIENT_SECRET is not set.")
	}
	bytes := make([]byte, 40)
	rand.Read(bytes)
	verifier := base64.RawURLEncoding.EncodeToString(bytes)
	sum := sha256.Sum256([]byte(verifier))
	answer, err := client.Get(host + "/oauth/authorize?" + url.Values{
		"response_type":         {"code"},
		"client_id":             {id},
		"redirect_uri":          {back},
		"state":                 {"xyz"},
		"code_challenge":        {base64.RawURLEncoding.EncodeToString(sum[:])},
		"code_challenge_method": {"S256"},
	}.Encode())
	if err != nil {
		fail(err)
	}
	location, err := answer.Location()
	if err != nil {
		fail(err)
	}
	answer, err = client.PostForm(host+"/oauth/token", url.Values{
		"grant_type":    {"authorization_code"},
		"code":          {location.Query().Get("code")},
		"redirect_uri":  {back},
		"client_id":     {id},
		"code_verifier": {verifier},
	})
	token := read(answer, err)["access_token"]
	request, _ := http.NewRequest("GET", host+"/v1/orders", nil)
	request.Header.Set("Authorization", fmt.Sprintf("Bearer %v", token))
	text, _ := json.Marshal(read(client.Do(request)))
	fmt.Println(string(text))
}

func read(answer *http.Response, err error) (value map[string]any) {
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
	if err := json.Unmarshal(text, &value); err != nil {
		fail(err)
	}
	return value
}

func fail(words ...any) {
	fmt.Fprintln(os.Stderr, words...)
	os.Exit(1)
}
