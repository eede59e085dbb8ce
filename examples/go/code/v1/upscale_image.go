// Upscale an image to a width of 1024 pixels.
package main

import (
	"bytes"
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
	if err := addImage(form, "image", "../init_image.png"); err != nil {
		log.Fatal(err)
	}
	if err := form.WriteField("width", "1024"); err != nil {
		log.Fatal(err)
	}
	if err := form.Close(); err != nil {
		log.Fatal(err)
	}

	url := host + "/v1/generation/esrgan-v1-x2plus/image-to-image/upscale"
	req, err := http.NewRequest(http.MethodPost, url, &payload)
	if err != nil {
		log.Fatalf("Request failed: %v", err)
	}
	req.Header.Set("Authorization", "Bearer "+key)
	req.Header.Set("Accept", "image/png")
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
	if contentType := resp.Header.Get("Content-Type"); contentType != "image/png" {
		log.Fatalf("Unexpected response: Content-Type is %q", contentType)
	}

	if err := os.MkdirAll("out", 0o755); err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("out/v1_upscaled_image.png", body, 0o644); err != nil {
		log.Fatal(err)
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
