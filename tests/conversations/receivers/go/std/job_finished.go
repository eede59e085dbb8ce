// Receives finished jobs: a handler of its own type behind one that verifies.
package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

type jobs chan string

func (done jobs) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var event struct{ Type, Job string }
	if err := json.NewDecoder(r.Body).Decode(&event); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if event.Type == "job.finished" {
		done <- event.Job
	}
	w.WriteHeader(http.StatusNoContent)
}

func verified(key []byte, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		id, stamp := r.Header.Get("Webhook-Id"), r.Header.Get("Webhook-Timestamp")
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(id + "." + stamp + "." + string(body)))
		made := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
		seconds, _ := strconv.ParseFloat(stamp, 64)
		fits := false
		for _, one := range strings.Fields(r.Header.Get("Webhook-Signature")) {
			fits = fits || subtle.ConstantTimeCompare([]byte(one), []byte(made)) == 1
		}
		if !fits || time.Since(time.Unix(int64(seconds), 0)) > 5*time.Minute {
			http.Error(w, "not for us", http.StatusUnauthorized)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		next.ServeHTTP(w, r)
	})
}

func main() {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(os.Getenv("WEBHOOK_SECRET"), "whsec_"))
	if err != nil {
		log.Fatal(err)
	}
	done := make(jobs, 8)
	go func() {
		for job := range done {
			fmt.Println("finished:", job)
		}
	}()
	listener, err := net.Listen("tcp", "localhost:"+os.Getenv("PORT"))
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(http.Serve(listener, verified(key, done)))
}
