// Generate an image from a text prompt.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"time"
)

type generation struct {
	Artifacts []struct {
		Base64 []byte `json:"base64"`
	} `json:"artifacts"`
}

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
		"steps":                30,
		"text_prompts": []map[string]any{
			{"text": "A lighthouse on a cliff at dawn"},
		},
	})
	if err != nil {
		log.Fatal(err)
	}

	url := host + "/v1/generation/stable-diffusion-v1-5/text-to-image"
	req, err := http.NewRequest(http.MethodPost, url, bytes.NewReader(payload))
	if err != nil {
		log.Fatalf("Request failed: %v", err)
	}
	req.Header.Set("Authorization", "Bearer "+key)
	req.Header.Set("Accept", "application/json")
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

	var result generation
	if err := json.Unmarshal(body, &result); err != nil {
		log.Fatalf("Unexpected response: %v", err)
	}
	if len(result.Artifacts) == 0 {
		log.Fatal("Unexpected response: no artifacts")
	}
	for i, artifact := range result.Artifacts {
		if len(artifact.Base64) == 0 {
			log.Fatalf("Unexpected response: artifact %d has no base64", i)
		}
	}

	if err := os.MkdirAll("out", 0o755); err != nil {
		log.Fatal(err)
	}
	for i, artifact := range result.Artifacts {
		name := fmt.Sprintf("out/v1_txt2img_%d.png", i)
		if err := os.WriteFile(name, artifact.Base64, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}
