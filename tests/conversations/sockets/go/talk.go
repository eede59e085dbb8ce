package main

import (
	"bufio"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
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

const (
	text  = 1
	close = 8
	ping  = 9
	pong  = 10
)

// send writes one frame, masked as every client must.
func send(w io.Writer, kind byte, data []byte) error {
	mask := make([]byte, 4)
	rand.Read(mask)
	frame := append([]byte{0x80 | kind, 0x80 | byte(len(data))}, mask...)
	for i, b := range data {
		frame = append(frame, b^mask[i%4])
	}
	_, err := w.Write(frame)
	return err
}

func receive(r io.Reader) (byte, []byte, error) {
	head := make([]byte, 2)
	if _, err := io.ReadFull(r, head); err != nil {
		return 0, nil, err
	}
	size := int(head[1] & 0x7f)
	if size == 126 {
		more := make([]byte, 2)
		if _, err := io.ReadFull(r, more); err != nil {
			return 0, nil, err
		}
		size = int(binary.BigEndian.Uint16(more))
	}
	data := make([]byte, size)
	_, err := io.ReadFull(r, data)
	return head[0] & 0x0f, data, err
}

func main() {
	key := os.Getenv("KEY")
	if key == "" {
		log.Fatal("Set KEY to your API key.")
	}
	url := os.Getenv("HOST") + "/v1/talk?lang=en"
	req, err := http.NewRequest("GET", url, nil)
	if err != nil {
		log.Fatal(err)
	}
	nonce := make([]byte, 16)
	rand.Read(nonce)
	req.Header.Set("Authorization", "Bearer "+key)
	req.Header.Set("Connection", "Upgrade")
	req.Header.Set("Upgrade", "websocket")
	req.Header.Set("Sec-WebSocket-Version", "13")
	req.Header.Set("Sec-WebSocket-Key", base64.StdEncoding.EncodeToString(nonce))

	line, err := net.DialTimeout("tcp", strings.TrimPrefix(os.Getenv("HOST"), "http://"), 5*time.Second)
	if err != nil {
		log.Fatalf("No connection: %v", err)
	}
	line.SetDeadline(time.Now().Add(10 * time.Second))
	reader := bufio.NewReader(line)
	req.Write(line)
	resp, err := http.ReadResponse(reader, req)
	if err != nil {
		log.Fatalf("No answer: %v", err)
	}
	if resp.StatusCode != http.StatusSwitchingProtocols {
		log.Fatalf("The handshake failed: %s", resp.Status)
	}

	ask, _ := json.Marshal(map[string]string{"type": "ask", "text": "Hello"})
	if err := send(line, text, ask); err != nil {
		log.Fatalf("Sending failed: %v", err)
	}
	for {
		kind, data, err := receive(reader)
		if err != nil {
			log.Fatalf("The connection broke off: %v", err)
		}
		switch kind {
		case ping:
			send(line, pong, data)
		case close:
			send(line, close, data[:2])
			if code := binary.BigEndian.Uint16(data); code != 1000 {
				log.Fatalf("Closed: %d %s", code, data[2:])
			}
			return
		case text:
			var event struct{ Text string }
			if err := json.Unmarshal(data, &event); err != nil {
				log.Fatal(err)
			}
			if event.Text != "" {
				fmt.Println(event.Text)
			}
		}
	}
}
