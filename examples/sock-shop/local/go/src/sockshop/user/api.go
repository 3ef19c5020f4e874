package main

import (
	"encoding/json"
	"log"
	"net/http"

	"github.com/gorilla/mux"

	"sockshop/service"
)

type api struct {
	accounts *store
	domain   string
}

func (a api) routes() http.Handler {
	router := service.NewRouter(
		service.Part{Name: "user"},
		service.Part{Name: "user-db", Check: a.accounts.ping},
	)
	router.HandleFunc("/login", a.login).Methods("GET")
	router.HandleFunc("/register", a.register).Methods("POST")
	router.HandleFunc("/customers", a.register).Methods("POST")
	for _, of := range []kind{customers, cards, addresses} {
		a.addRoutes(router, of)
	}
	router.HandleFunc("/customers/{id}/cards", a.listOf(cards)).Methods("GET")
	router.HandleFunc("/customers/{id}/addresses", a.listOf(addresses)).Methods("GET")
	return router
}

func (a api) addRoutes(router *mux.Router, of kind) {
	router.HandleFunc("/"+of.plural, func(w http.ResponseWriter, r *http.Request) {
		list, err := a.accounts.all(of)
		a.answerList(w, of, list, err)
	}).Methods("GET")
	router.HandleFunc("/"+of.plural+"/{id}", func(w http.ResponseWriter, r *http.Request) {
		found, err := a.accounts.get(of, mux.Vars(r)["id"])
		if err != nil {
			fail(w, err)
			return
		}
		service.JSON(w, http.StatusOK, a.present(of, found))
	}).Methods("GET")
	router.HandleFunc("/"+of.plural+"/{id}", func(w http.ResponseWriter, r *http.Request) {
		if err := a.accounts.remove(of, mux.Vars(r)["id"]); err != nil {
			fail(w, err)
			return
		}
		service.JSON(w, http.StatusOK, map[string]bool{"status": true})
	}).Methods("DELETE")
	if of.name == customers.name {
		return
	}
	router.HandleFunc("/"+of.plural, func(w http.ResponseWriter, r *http.Request) {
		body, err := readBody(r)
		if err != nil {
			service.Error(w, http.StatusBadRequest, err.Error())
			return
		}
		id, err := a.accounts.add(of, body, body["userID"])
		answerID(w, id, err)
	}).Methods("POST")
}

func (a api) listOf(of kind) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		list, err := a.accounts.ofCustomer(of, mux.Vars(r)["id"])
		a.answerList(w, of, list, err)
	}
}

func (a api) login(w http.ResponseWriter, r *http.Request) {
	name, password, ok := r.BasicAuth()
	if !ok {
		service.Error(w, http.StatusUnauthorized, errUnauthorized.Error())
		return
	}
	found, err := a.accounts.login(name, password)
	if err != nil {
		fail(w, err)
		return
	}
	service.JSON(w, http.StatusOK, map[string]interface{}{"user": a.present(customers, found)})
}

func (a api) register(w http.ResponseWriter, r *http.Request) {
	body, err := readBody(r)
	if err != nil {
		service.Error(w, http.StatusBadRequest, err.Error())
		return
	}
	id, err := a.accounts.register(body)
	answerID(w, id, err)
}

func (a api) answerList(w http.ResponseWriter, of kind, list []record, err error) {
	if err != nil {
		fail(w, err)
		return
	}
	shown := []map[string]interface{}{}
	for _, found := range list {
		shown = append(shown, a.present(of, found))
	}
	service.JSON(w, http.StatusOK, map[string]interface{}{"_embedded": map[string]interface{}{of.name: shown}})
}

// present adds links to a record and leaves out what nobody else may see.
func (a api) present(of kind, found record) map[string]interface{} {
	shown := map[string]interface{}{}
	for key, value := range found {
		if key != "password" && key != "salt" {
			shown[key] = value
		}
	}
	self := "http://" + a.domain + "/" + of.plural + "/" + found["id"]
	links := map[string]interface{}{of.name: link(self), "self": link(self)}
	if of.name == customers.name {
		links["addresses"] = link(self + "/addresses")
		links["cards"] = link(self + "/cards")
	}
	shown["_links"] = links
	return shown
}

func link(href string) map[string]string { return map[string]string{"href": href} }

// readBody reads the text fields of a JSON object.
func readBody(r *http.Request) (record, error) {
	var raw map[string]interface{}
	if err := json.NewDecoder(r.Body).Decode(&raw); err != nil {
		return nil, err
	}
	body := record{}
	for key, value := range raw {
		if text, ok := value.(string); ok {
			body[key] = text
		}
	}
	return body, nil
}

func answerID(w http.ResponseWriter, id string, err error) {
	if err != nil {
		fail(w, err)
		return
	}
	service.JSON(w, http.StatusOK, map[string]string{"id": id})
}

func fail(w http.ResponseWriter, err error) {
	switch err {
	case errUnauthorized:
		service.Error(w, http.StatusUnauthorized, err.Error())
	case errNotFound, errTaken:
		service.Error(w, http.StatusInternalServerError, err.Error())
	default:
		log.Print(err)
		service.Error(w, http.StatusInternalServerError, err.Error())
	}
}
