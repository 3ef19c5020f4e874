// Package service is what every Go service of the shop shares: health, metrics, JSON and a
// server that ends when it is told to.
package service

import (
	"context"
	"encoding/json"
	"flag"
	"log"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"github.com/gorilla/mux"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Part is a thing a health report speaks of: the service itself or its database.
type Part struct {
	Name  string
	Check func() error
}

type health struct {
	Service string `json:"service"`
	Status  string `json:"status"`
	Time    string `json:"time"`
}

var latency = prometheus.NewHistogramVec(prometheus.HistogramOpts{
	Name: "http_request_duration_seconds",
	Help: "Time (in seconds) spent serving HTTP requests.",
}, []string{"method", "route", "status_code"})

// NewRouter returns a router that already answers /health and /metrics.
func NewRouter(parts ...Part) *mux.Router {
	prometheus.MustRegister(latency)
	router := mux.NewRouter()
	router.Use(measure)
	router.Handle("/metrics", promhttp.Handler()).Methods("GET")
	router.HandleFunc("/health", func(w http.ResponseWriter, r *http.Request) {
		JSON(w, http.StatusOK, map[string]interface{}{"health": report(parts)})
	}).Methods("GET")
	return router
}

func report(parts []Part) []health {
	var list []health
	for _, part := range parts {
		status := "OK"
		if part.Check != nil && part.Check() != nil {
			status = "err"
		}
		list = append(list, health{part.Name, status, time.Now().UTC().Format(time.RFC3339Nano)})
	}
	return list
}

type recorder struct {
	http.ResponseWriter
	status int
}

func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

func measure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begin := time.Now()
		recorded := &recorder{w, http.StatusOK}
		next.ServeHTTP(recorded, r)
		route := "unknown"
		if current := mux.CurrentRoute(r); current != nil {
			if template, err := current.GetPathTemplate(); err == nil {
				route = template
			}
		}
		latency.WithLabelValues(r.Method, route, strconv.Itoa(recorded.status)).Observe(time.Since(begin).Seconds())
	})
}

// JSON answers with a value.
func JSON(w http.ResponseWriter, status int, value interface{}) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(value); err != nil {
		log.Printf("answer not written: %v", err)
	}
}

// Error answers with the body the front-end knows errors by.
func Error(w http.ResponseWriter, status int, message string) {
	JSON(w, status, map[string]interface{}{
		"error":       message,
		"status_code": status,
		"status_text": http.StatusText(status),
	})
}

// Retry repeats an attempt, waiting a little longer each time but never more than a second,
// because the databases of the shop may start later than its services.
func Retry(what string, attempt func() error) {
	for wait := 100 * time.Millisecond; ; wait = longer(wait) {
		err := attempt()
		if err == nil {
			return
		}
		log.Printf("waiting for %s: %v", what, err)
		time.Sleep(wait)
	}
}

func longer(wait time.Duration) time.Duration {
	if wait*2 > time.Second {
		return time.Second
	}
	return wait * 2
}

// Port is the flag every service has.
func Port() *string {
	return flag.String("port", "80", "port to listen on")
}

// Run serves until SIGTERM or SIGINT.
func Run(port string, handler http.Handler) {
	server := &http.Server{Addr: ":" + port, Handler: handler}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		log.Printf("stopping: %v", <-stop)
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		server.Shutdown(ctx)
	}()
	log.Printf("listening on port %s", port)
	if err := server.ListenAndServe(); err != http.ErrServerClosed {
		log.Fatal(err)
	}
	<-stopped
}
