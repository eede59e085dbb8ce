// Starts a job, and waits until it is called back.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
	"time"
)

type event struct{ Job, State string }

func main() {
	done := make(chan event, 1)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("/done", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mac := hmac.New(sha256.New, []byte(os.Getenv("WEBHOOK_SECRET")))
		mac.Write(body)
		var one event
		if hex.EncodeToString(mac.Sum(nil)) != r.Header.Get("Job-Signature") || json.Unmarshal(body, &one) != nil {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		w.WriteHeader(http.StatusNoContent)
		done <- one
	})
	go func() { log.Fatal(http.Serve(listener, nil)) }()

	client := http.Client{Timeout: 5 * time.Second}
	request := fmt.Sprintf(`{"notify": "http://%s/done"}`, listener.Addr())
	response, err := client.Post(os.Getenv("HOST")+"/jobs", "application/json", strings.NewReader(request))
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode >= 400 {
		log.Fatalf("HTTP %d: %s %v", response.StatusCode, answer, err)
	}
	select {
	case one := <-done:
		fmt.Println(one.Job, one.State)
	case <-time.After(5 * time.Second):
		log.Fatal("The job did not call back.")
	}
}
