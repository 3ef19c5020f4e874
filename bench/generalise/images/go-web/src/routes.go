package main

import (
	"compress/gzip"
	"html/template"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
)

func pages() (*template.Template, error) { return template.ParseGlob("/srv/blog/templates/*.html") }

func page(response http.ResponseWriter, name string, data any) {
	response.Header().Set("Content-Type", "text/html; charset=utf-8")
	parsed, err := template.ParseFiles("/srv/blog/templates/layout.html", "/srv/blog/templates/"+name+".html")
	if err == nil {
		err = parsed.ExecuteTemplate(response, "layout", data)
	}
	if err != nil {
		panic(err)
	}
}

type answer func(request *http.Request) (any, error)

func on(path string, handle answer) {
	http.HandleFunc(path, func(response http.ResponseWriter, request *http.Request) {
		found, err := handle(request)
		if err != nil {
			http.Error(response, err.Error(), http.StatusInternalServerError)
			return
		}
		switch body := found.(type) {
		case []byte:
			response.Header().Set("Content-Type", http.DetectContentType(body))
			_, _ = response.Write(body)
		case string:
			_, _ = response.Write([]byte(body + "\n"))
		}
	})
}

func routes(title string) {
	http.HandleFunc("/", func(response http.ResponseWriter, request *http.Request) {
		if request.URL.Path != "/" {
			response.WriteHeader(http.StatusNotFound)
			page(response, "missing", request.URL.Path)
			return
		}
		page(response, "index", title)
	})
	http.HandleFunc("/archive", func(response http.ResponseWriter, _ *http.Request) {
		page(response, "archive", []struct {
			Title string
			Words int
		}{{"Tee <grün>", 120}, {"Kaffee", 80}})
	})
	http.HandleFunc("/posts/", func(response http.ResponseWriter, request *http.Request) {
		text, err := os.ReadFile(filepath.Join("/srv/blog/content", filepath.Base(request.URL.Path)+".txt"))
		if err != nil {
			http.Error(response, "no such post", http.StatusNotFound)
			return
		}
		page(response, "post", strings.Split(string(text), "\n\n"))
	})
	http.Handle("/static/", http.StripPrefix("/static/", http.FileServer(http.Dir("/srv/blog/static"))))
	on("/healthz", func(*http.Request) (any, error) { return `{"status":"ok"}`, nil })
	on("/broken", func(request *http.Request) (any, error) {
		var post *settings
		return post.Title, nil
	})
	outsideRoutes()
	textRoutes()
	fileRoutes()
}

func recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		defer func() {
			if reason := recover(); reason != nil {
				log.Printf("panic: %v\n%s", reason, debug.Stack())
				http.Error(response, "Something broke. We were told.", http.StatusInternalServerError)
			}
		}()
		next.ServeHTTP(response, request)
	})
}

type packed struct {
	http.ResponseWriter
	to *gzip.Writer
}

func (w packed) Write(body []byte) (int, error) { return w.to.Write(body) }

func compressed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		if !strings.Contains(request.Header.Get("Accept-Encoding"), "gzip") || request.Header.Get("Range") != "" {
			next.ServeHTTP(response, request)
			return
		}
		response.Header().Set("Content-Encoding", "gzip")
		to := gzip.NewWriter(response)
		defer to.Close()
		next.ServeHTTP(packed{response, to}, request)
	})
}
