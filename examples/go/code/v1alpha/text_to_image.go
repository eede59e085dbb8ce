// Generate an image from a text prompt.
package main

import (
	"bytes"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"os"
	"time"
)

func main() {
	log.SetFlags(0)

	host := os.Getenv("API_HOST")
	if host == "" {
		host = "https://api.stability.ai"
	}
	key := os.Getenv("STABILITY_API_KEY")
	if key == "" {
		log.Fatal("Set STABILITY_API_KEY to your API key.")
	}

	payload, err := json.Marshal(map[string]any{
		"cfg_scale":            7,
		"clip_guidance_preset": "FAST_BLUE",
		"height":               512,
		"width":                512,
		"samples":              1,
		"steps":                50,
		"text_prompts": []map[string]any{
			{"text": "A lighthouse on a cliff at dawn", "weight": 1},
		},
	})
	if err != nil {
		log.Fatal(err)
	}

	url := host + "/v1alpha/generation/stable-diffusion-v1-5/text-to-image"
	req, err := http.NewRequest(http.MethodPost, url, bytes.NewReader(payload))
	if err != nil {
		log.Fatalf("Request failed: %v", err)
	}
	req.Header.Set("Authorization", key)
	req.Header.Set("Accept", "image/png")
	req.Header.Set("Content-Type", "application/json")

	client := &http.Client{Timeout: 15 * time.Second}
	resp, err := client.Do(req)
	if err != nil {
		log.Fatalf("Request failed: %v", err)
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		log.Fatalf("Request failed: %v", err)
	}
	if err := resp.Body.Close(); err != nil {
		log.Fatalf("Request failed: %v", err)
	}
	if resp.StatusCode != http.StatusOK {
		log.Fatalf("HTTP %d: %s", resp.StatusCode, body)
	}
	if contentType := resp.Header.Get("Content-Type"); contentType != "image/png" {
		log.Fatalf("Unexpected response: Content-Type is %q", contentType)
	}

	if err := os.MkdirAll("out", 0o755); err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("out/v1alpha_txt2img.png", body, 0o644); err != nil {
		log.Fatal(err)
	}
}
