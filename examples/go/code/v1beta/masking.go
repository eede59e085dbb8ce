// Change the masked part of an image as a text prompt says.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"os"
	"path/filepath"
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

	var payload bytes.Buffer
	form := multipart.NewWriter(&payload)
	if err := addImage(form, "init_image", "../init_image.png"); err != nil {
		log.Fatal(err)
	}
	if err := addImage(form, "mask_image", "../mask_image_white.png"); err != nil {
		log.Fatal(err)
	}
	fields := []struct{ name, value string }{
		{"mask_source", "MASK_IMAGE_WHITE"},
		{"text_prompts[0][text]", "A red fox asleep in the snow"},
		{"cfg_scale", "7"},
		{"clip_guidance_preset", "FAST_BLUE"},
		{"height", "512"},
		{"width", "512"},
		{"samples", "1"},
		{"steps", "50"},
	}
	for _, field := range fields {
		if err := form.WriteField(field.name, field.value); err != nil {
			log.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		log.Fatal(err)
	}

	url := host + "/v1beta/generation/stable-inpainting-512-v2-0/image-to-image/masking"
	req, err := http.NewRequest(http.MethodPost, url, &payload)
	if err != nil {
		log.Fatalf("Request failed: %v", err)
	}
	req.Header.Set("Authorization", "Bearer "+key)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Content-Type", form.FormDataContentType())

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
		name := fmt.Sprintf("out/v1beta_img2img_masking_%d.png", i)
		if err := os.WriteFile(name, artifact.Base64, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

func addImage(form *multipart.Writer, field, path string) error {
	image, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	part, err := form.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {fmt.Sprintf("form-data; name=%q; filename=%q", field, filepath.Base(path))},
		"Content-Type":        {"image/png"},
	})
	if err != nil {
		return err
	}
	_, err = part.Write(image)
	return err
}
