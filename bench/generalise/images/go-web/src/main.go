// A blog: pages from templates and texts on disk, an API, a few subcommands.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	_ "net/http/pprof"
	"os"
	"os/signal"
	"syscall"
	"time"
)

var version = "unknown"

type settings struct {
	Title  string `json:"title"`
	Author string `json:"author"`
}

func load(path string) (settings, error) {
	var found settings
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, &found)
	}
	return found, err
}

func main() {
	command := "serve"
	if len(os.Args) > 1 {
		command = os.Args[1]
	}
	switch command {
	case "serve":
		serve()
	case "version":
		fmt.Println("blog", version)
	case "health":
		answer, err := http.Get("http://127.0.0.1:8080/healthz")
		if err != nil || answer.StatusCode != http.StatusOK {
			os.Exit(1)
		}
	case "check":
		if _, err := pages(); err != nil {
			log.Fatal(err)
		}
		fmt.Println("templates are fine")
	case "whoami":
		fmt.Println(whoami())
	default:
		fmt.Fprintf(os.Stderr, "no such command: %s\n", command)
		os.Exit(2)
	}
}

func serve() {
	config, err := load("/srv/blog/settings.json")
	if err != nil {
		log.Fatal(err)
	}
	routes(config.Title)
	server := &http.Server{Addr: ":8080", Handler: compressed(recovered(http.DefaultServeMux))}
	if certificate := os.Getenv("BLOG_CERTIFICATE"); certificate != "" {
		go func() {
			log.Fatal(http.ListenAndServeTLS(":8443", certificate, os.Getenv("BLOG_KEY"), http.DefaultServeMux))
		}()
	}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGHUP)
	go func() {
		for received := range signals {
			if received == syscall.SIGHUP {
				again, err := load("/srv/blog/settings.json")
				log.Printf("reloaded: %+v %v", again, err)
				continue
			}
			within, cancel := context.WithTimeout(context.Background(), 10*time.Second)
			defer cancel()
			if err := server.Shutdown(within); err != nil {
				log.Print(err)
			}
			return
		}
	}()
	log.Print("listening on :8080")
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		log.Fatal(err)
	}
	log.Print("closed")
}
