package main

import (
	"database/sql"
	"errors"
	"net/url"
	"strconv"
	"strings"

	"github.com/jmoiron/sqlx"
)

var errNotFound = errors.New("not found")

// Sock is an item for sale.
type Sock struct {
	ID          string   `json:"id" db:"id"`
	Name        string   `json:"name" db:"name"`
	Description string   `json:"description" db:"description"`
	ImageURL    []string `json:"imageUrl" db:"-"`
	Price       float64  `json:"price" db:"price"`
	Count       int      `json:"count" db:"count"`
	Tags        []string `json:"tag" db:"-"`

	Image1  string `json:"-" db:"image_url_1"`
	Image2  string `json:"-" db:"image_url_2"`
	TagList string `json:"-" db:"tag_list"`
}

type filter struct {
	tags       []string
	order      string
	page, size int
}

// What a list may be ordered by, and the column that means; anything else means the id.
var orders = map[string]string{"id": "sock.sock_id", "name": "sock.name", "price": "sock.price", "count": "sock.count"}

func readFilter(query url.Values) filter {
	wanted := filter{order: orders[query.Get("order")], page: 1, size: 10}
	if wanted.order == "" {
		wanted.order = orders["id"]
	}
	if tags := query.Get("tags"); tags != "" {
		wanted.tags = strings.Split(tags, ",")
	}
	if page, err := strconv.Atoi(query.Get("page")); err == nil && page > 0 {
		wanted.page = page
	}
	if size, err := strconv.Atoi(query.Get("size")); err == nil && size > 0 {
		wanted.size = size
	}
	return wanted
}

// where narrows to the socks that have one of the tags.
func (f filter) where() (string, []interface{}) {
	if len(f.tags) == 0 {
		return "", nil
	}
	clause, args, err := sqlx.In(`WHERE sock.sock_id IN (
		SELECT st.sock_id FROM sock_tag st JOIN tag t USING (tag_id) WHERE t.name IN (?))`, f.tags)
	if err != nil {
		return "", nil
	}
	return clause, args
}

const selectSocks = `SELECT sock.sock_id AS id, sock.name, description, price, count,
	image_url_1, image_url_2, COALESCE(GROUP_CONCAT(tag.name ORDER BY tag.tag_id), '') AS tag_list
	FROM sock LEFT JOIN sock_tag USING (sock_id) LEFT JOIN tag USING (tag_id) `

type store struct{ db *sqlx.DB }

func (s store) list(wanted filter) ([]Sock, error) {
	where, args := wanted.where()
	query := selectSocks + where + " GROUP BY sock.sock_id ORDER BY " + wanted.order + " LIMIT ? OFFSET ?"
	socks := []Sock{}
	err := s.db.Select(&socks, query, append(args, wanted.size, (wanted.page-1)*wanted.size)...)
	for i := range socks {
		socks[i].complete()
	}
	return socks, err
}

func (s store) get(id string) (Sock, error) {
	var sock Sock
	err := s.db.Get(&sock, selectSocks+"WHERE sock.sock_id = ? GROUP BY sock.sock_id", id)
	if err == sql.ErrNoRows {
		return sock, errNotFound
	}
	sock.complete()
	return sock, err
}

func (s store) count(wanted filter) (int, error) {
	where, args := wanted.where()
	var size int
	err := s.db.Get(&size, "SELECT COUNT(*) FROM sock "+where, args...)
	return size, err
}

func (s store) tags() ([]string, error) {
	tags := []string{}
	err := s.db.Select(&tags, "SELECT name FROM tag ORDER BY tag_id")
	return tags, err
}

func (s *Sock) complete() {
	s.ImageURL = []string{s.Image1, s.Image2}
	s.Tags = []string{}
	if s.TagList != "" {
		s.Tags = strings.Split(s.TagList, ",")
	}
}
