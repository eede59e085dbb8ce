// Receives the payments of orders.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

const tolerance = 5 * time.Minute

func isGenuine(header string, body []byte, secret string) bool {
	var stamp, given string
	for _, part := range strings.Split(header, ",") {
		name, value, _ := strings.Cut(part, "=")
		switch name {
		case "t":
			stamp = value
		case "v1":
			given = value
		}
	}
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || time.Since(time.Unix(seconds, 0)).Abs() > tolerance {
		return false
	}
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "%s.%s", stamp, body)
	sent, err := hex.DecodeString(given)
	return err == nil && hmac.Equal(sent, mac.Sum(nil))
}

func main() {
	secret := os.Getenv("WEBHOOK_SECRET")
	if secret == "" {
		log.Fatal("Set WEBHOOK_SECRET to the secret of your webhook.")
	}
	http.HandleFunc("/webhook", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || !isGenuine(r.Header.Get("Pay-Signature"), body, secret) {
			http.Error(w, "The signature is wrong.", http.StatusBadRequest)
			return
		}
		var event struct {
			Type string
			Data struct {
				Order  string
				Amount int
			}
		}
		if err := json.Unmarshal(body, &event); err != nil {
			http.Error(w, "The body is no JSON.", http.StatusBadRequest)
			return
		}
		if event.Type == "order.paid" {
			fmt.Println("paid:", event.Data.Order, event.Data.Amount)
		}
		fmt.Fprint(w, "ok")
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
