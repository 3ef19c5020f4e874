// The catalogue service lists the socks of its database and serves their pictures.
package main

import (
	"flag"
	"log"
	"net/http"
	"os"

	_ "github.com/go-sql-driver/mysql"
	"github.com/gorilla/mux"
	"github.com/jmoiron/sqlx"

	"sockshop/service"
)

func main() {
	port := service.Port()
	images := flag.String("images", "./images/", "folder of the pictures")
	dsn := flag.String("DSN", "catalogue_user:default_password@tcp(catalogue-db:3306)/socksdb?timeout=3s", "data source name")
	flag.Parse()

	if pictures, err := os.ReadDir(*images); err != nil {
		log.Fatal(err)
	} else {
		log.Printf("%d pictures in %s", len(pictures), *images)
	}
	db, err := sqlx.Open("mysql", *dsn)
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	go service.Retry("catalogue-db", db.Ping)

	service.Run(*port, routes(store{db}, *images, db.Ping))
}

func routes(socks store, images string, ping func() error) http.Handler {
	router := service.NewRouter(
		service.Part{Name: "catalogue"},
		service.Part{Name: "catalogue-db", Check: ping},
	)
	router.HandleFunc("/catalogue", func(w http.ResponseWriter, r *http.Request) {
		list, err := socks.list(readFilter(r.URL.Query()))
		if err != nil {
			fail(w, err)
			return
		}
		service.JSON(w, http.StatusOK, list)
	}).Methods("GET")
	router.HandleFunc("/catalogue/size", func(w http.ResponseWriter, r *http.Request) {
		size, err := socks.count(readFilter(r.URL.Query()))
		service.JSON(w, http.StatusOK, map[string]interface{}{"size": size, "err": message(err)})
	}).Methods("GET")
	router.PathPrefix("/catalogue/images/").
		Handler(http.StripPrefix("/catalogue/images/", http.FileServer(http.Dir(images)))).
		Methods("GET", "HEAD")
	router.HandleFunc("/catalogue/{id}", func(w http.ResponseWriter, r *http.Request) {
		sock, err := socks.get(mux.Vars(r)["id"])
		if err != nil {
			fail(w, err)
			return
		}
		service.JSON(w, http.StatusOK, sock)
	}).Methods("GET")
	router.HandleFunc("/tags", func(w http.ResponseWriter, r *http.Request) {
		tags, err := socks.tags()
		service.JSON(w, http.StatusOK, map[string]interface{}{"tags": tags, "err": message(err)})
	}).Methods("GET")
	return router
}

func fail(w http.ResponseWriter, err error) {
	if err == errNotFound {
		service.Error(w, http.StatusNotFound, err.Error())
		return
	}
	log.Print(err)
	service.Error(w, http.StatusInternalServerError, err.Error())
}

func message(err error) interface{} {
	if err == nil {
		return nil
	}
	log.Print(err)
	return err.Error()
}
