// Pushes go into a channel; on SIGTERM the server ends, and the channel is drained.
package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"
)

type Push struct {
	Ref     string `json:"ref"`
	Commits []struct {
		ID string `json:"id"`
	} `json:"commits"`
}

type Hook struct {
	secret []byte
	pushes chan<- Push
}

func (hook Hook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 8<<20))
	if err != nil {
		http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
		return
	}
	mac := hmac.New(sha256.New, hook.secret)
	mac.Write(body)
	given, err := hex.DecodeString(strings.TrimPrefix(r.Header.Get("X-Hub-Signature-256"), "sha256="))
	if err != nil || !hmac.Equal(given, mac.Sum(nil)) {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if r.Header.Get("X-Hub-Event") != "push" {
		w.WriteHeader(http.StatusAccepted)
		return
	}
	var push Push
	if err := json.Unmarshal(body, &push); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	hook.pushes <- push
	w.WriteHeader(http.StatusNoContent)
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	pushes := make(chan Push, 16)
	var worker sync.WaitGroup
	worker.Add(1)
	go func() {
		defer worker.Done()
		for push := range pushes {
			time.Sleep(20 * time.Millisecond)
			fmt.Printf("%s: %d commits, the last is %s\n", push.Ref, len(push.Commits), push.Commits[len(push.Commits)-1].ID)
		}
	}()
	mux := http.NewServeMux()
	mux.Handle("POST /webhook", Hook{[]byte(os.Getenv("WEBHOOK_SECRET")), pushes})
	server := &http.Server{Addr: net.JoinHostPort("localhost", os.Getenv("PORT")), Handler: mux, ReadTimeout: 5 * time.Second}
	go func() {
		<-ctx.Done()
		ending, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		_ = server.Shutdown(ending)
	}()
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		slog.Error("serving", "error", err)
		os.Exit(1)
	}
	close(pushes)
	worker.Wait()
}
