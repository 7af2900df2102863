package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
)

func send(step, method, address, body string) string {
	request, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		panic(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		panic(err)
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(response.Body)
	stored := response.Request.URL
	if location, err := response.Location(); err == nil {
		stored = location
	}
	fmt.Println(step, response.StatusCode, stored.Path, strings.TrimSpace(string(text)))
	return stored.String()
}

func main() {
	url := os.Args[1]
	stored := send("put", "PUT", url+"/photo.txt", "content")
	send("again", "PUT", url+"/photo.txt", "content")
	send("get", "GET", stored, "")
	send("delete", "DELETE", stored, "")
	send("gone", "GET", stored, "")
}
