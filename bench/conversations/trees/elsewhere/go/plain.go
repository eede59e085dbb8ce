// An order; the client follows the redirect as it does by itself.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strings"
	"time"
)

func main() {
	key := os.Getenv("KEY")
	if key == "" {
		log.Fatalln("Set KEY to your API key.")
	}
	http.DefaultClient.Timeout = 5 * time.Second
	req, err := http.NewRequest("POST", os.Getenv("HOST")+"/v1/orders", strings.NewReader(`{"text":"two teas"}`))
	if err != nil {
		log.Fatalln(err)
	}
	req.Header.Set("Authorization", "Bearer "+key)
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		log.Fatalln("ordering:", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK && resp.StatusCode != http.StatusCreated {
		text, _ := io.ReadAll(resp.Body)
		log.Fatalln("ordering:", resp.Status, string(text))
	}
	var order struct{ ID string }
	if err := json.NewDecoder(resp.Body).Decode(&order); err != nil {
		log.Fatalln("reading the order:", err)
	}
	if order.ID == "" {
		log.Fatalln("the order has no id")
	}
	fmt.Println(order.ID)
}
