// Ranging over a function that fetches pages of charges.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"log"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"time"
)

type Charge struct {
	ID     string `json:"id"`
	Amount *int64 `json:"amount"`
}

type API struct {
	client *http.Client
	key    string
}

func (api *API) page(after string, limit int) ([]Charge, bool, error) {
	values := url.Values{"limit": {strconv.Itoa(limit)}}
	if after != "" {
		values.Set("starting_after", after)
	}
	req, err := http.NewRequest("GET", os.Getenv("HOST")+"/v1/charges?"+values.Encode(), http.NoBody)
	if err != nil {
		return nil, false, err
	}
	req.Header.Set("Authorization", "Bearer "+api.key)
	resp, err := api.client.Do(req)
	if err != nil {
		return nil, false, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, false, err
	}
	if resp.StatusCode >= 400 {
		return nil, false, fmt.Errorf("HTTP %d: %s", resp.StatusCode, body)
	}
	var list struct {
		Data    []Charge `json:"data"`
		HasMore bool     `json:"has_more"`
	}
	err = json.Unmarshal(body, &list)
	if err == nil && list.Data == nil {
		err = errors.New("no data in the answer")
	}
	return list.Data, list.HasMore, err
}

func (api *API) Charges() iter.Seq2[Charge, error] {
	return func(yield func(Charge, error) bool) {
		after := ""
		for more := true; more; {
			var charges []Charge
			var err error
			if charges, more, err = api.page(after, 10); err != nil {
				yield(Charge{}, err)
				return
			}
			for _, charge := range charges {
				after = charge.ID
				if !yield(charge, nil) {
					return
				}
			}
		}
	}
}

func main() {
	log.SetFlags(0)
	api := &API{client: &http.Client{Timeout: 5 * time.Second}, key: os.Getenv("KEY")}
	if api.key == "" {
		log.Fatal("Set KEY to your API key.")
	}
	for charge, err := range api.Charges() {
		if err != nil {
			log.Fatalln("Request failed:", err)
		}
		if charge.Amount == nil {
			log.Fatalln("No amount in", charge.ID)
		}
		fmt.Printf("%s %d\n", charge.ID, *charge.Amount)
	}
}
