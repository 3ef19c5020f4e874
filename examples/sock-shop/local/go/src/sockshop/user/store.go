package main

import (
	"crypto/rand"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/gomodule/redigo/redis"
)

var (
	errUnauthorized = errors.New("Unauthorized")
	errNotFound     = errors.New("not found")
	errTaken        = errors.New("username is already taken")
)

// A kind of record: a hash NAME:ID, and a set PLURAL of all the ids.
type kind struct {
	name, plural string
	fields       []string
}

var (
	customers = kind{"customer", "customers", []string{"firstName", "lastName", "username", "email"}}
	cards     = kind{"card", "cards", []string{"longNum", "expires", "ccv"}}
	addresses = kind{"address", "addresses", []string{"street", "number", "country", "city", "postcode"}}
)

// The unique index: a hash of user name to customer id.
const names = "customers:username"

type record map[string]string

type store struct{ pool *redis.Pool }

func open(address string) *store {
	return &store{&redis.Pool{
		MaxIdle:     4,
		IdleTimeout: time.Minute,
		Dial: func() (redis.Conn, error) {
			return redis.Dial("tcp", address,
				redis.DialConnectTimeout(2*time.Second),
				redis.DialReadTimeout(5*time.Second),
				redis.DialWriteTimeout(5*time.Second))
		},
		// A connection that outlived a restart of the database is of no use.
		TestOnBorrow: func(conn redis.Conn, since time.Time) error {
			if time.Since(since) < time.Second {
				return nil
			}
			_, err := conn.Do("PING")
			return err
		},
	}}
}

func (s *store) do(command string, args ...interface{}) (interface{}, error) {
	conn := s.pool.Get()
	defer conn.Close()
	return conn.Do(command, args...)
}

func (s *store) ping() error {
	_, err := s.do("PING")
	return err
}

func (s *store) indexNames() error {
	list, err := s.all(customers)
	if err != nil {
		return err
	}
	for _, customer := range list {
		if _, err := s.do("HSETNX", names, customer["username"], customer["id"]); err != nil {
			return err
		}
	}
	log.Printf("%d customers indexed by name", len(list))
	return nil
}

func (s *store) register(body record) (string, error) {
	if body["username"] == "" {
		return "", errors.New("username is missing")
	}
	id := newID()
	claimed, err := redis.Bool(s.do("HSETNX", names, body["username"], id))
	if err != nil {
		return "", err
	}
	if !claimed {
		return "", errTaken
	}
	salt := newSalt()
	secret := record{"salt": salt, "password": hash(salt, body["password"])}
	return id, s.save(customers, id, body, secret)
}

func (s *store) login(name, password string) (record, error) {
	customer, err := s.byName(name)
	if err != nil {
		return nil, err
	}
	given := hash(customer["salt"], password)
	if subtle.ConstantTimeCompare([]byte(given), []byte(customer["password"])) != 1 {
		return nil, errUnauthorized
	}
	return customer, nil
}

// byName does without the index, which may be incomplete until the service has started.
func (s *store) byName(name string) (record, error) {
	id, err := redis.String(s.do("HGET", names, name))
	if err == nil {
		return s.get(customers, id)
	}
	if err != redis.ErrNil {
		return nil, err
	}
	list, err := s.all(customers)
	if err != nil {
		return nil, err
	}
	for _, customer := range list {
		if customer["username"] == name {
			return customer, nil
		}
	}
	return nil, errUnauthorized
}

// add stores a card or an address, and files it under its customer if it has one.
func (s *store) add(of kind, body record, customer string) (string, error) {
	id := newID()
	if err := s.save(of, id, body, nil); err != nil {
		return "", err
	}
	if customer != "" {
		if _, err := s.do("RPUSH", "customer:"+customer+":"+of.plural, id); err != nil {
			return "", err
		}
	}
	return id, nil
}

func (s *store) save(of kind, id string, body, extra record) error {
	args := redis.Args{of.name + ":" + id, "id", id}
	for _, field := range of.fields {
		args = args.Add(field, body[field])
	}
	if _, err := s.do("HSET", args.AddFlat(map[string]string(extra))...); err != nil {
		return err
	}
	_, err := s.do("SADD", of.plural, id)
	return err
}

func (s *store) get(of kind, id string) (record, error) {
	found, err := redis.StringMap(s.do("HGETALL", of.name+":"+id))
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, errNotFound
	}
	return found, nil
}

func (s *store) all(of kind) ([]record, error) {
	ids, err := redis.Strings(s.do("SORT", of.plural, "ALPHA"))
	if err != nil {
		return nil, err
	}
	return s.getAll(of, ids)
}

func (s *store) ofCustomer(of kind, customer string) ([]record, error) {
	ids, err := redis.Strings(s.do("LRANGE", "customer:"+customer+":"+of.plural, 0, -1))
	if err != nil {
		return nil, err
	}
	return s.getAll(of, ids)
}

// getAll leaves out what was deleted meanwhile.
func (s *store) getAll(of kind, ids []string) ([]record, error) {
	list := []record{}
	for _, id := range ids {
		found, err := s.get(of, id)
		if err == errNotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		list = append(list, found)
	}
	return list, nil
}

func (s *store) remove(of kind, id string) error {
	found, err := s.get(of, id)
	if err != nil {
		return err
	}
	if of.name == customers.name {
		if _, err := s.do("HDEL", names, found["username"]); err != nil {
			return err
		}
	}
	if _, err := s.do("SREM", of.plural, id); err != nil {
		return err
	}
	_, err = s.do("DEL", of.name+":"+id)
	return err
}

func hash(salt, password string) string {
	return fmt.Sprintf("%x", sha1.Sum([]byte(salt+password)))
}

// newID has the time first, so that later ids sort later.
func newID() string {
	return fmt.Sprintf("%08x", time.Now().Unix()) + randomHex(8)
}

func newSalt() string { return randomHex(20) }

func randomHex(bytes int) string {
	buffer := make([]byte, bytes)
	if _, err := rand.Read(buffer); err != nil {
		log.Fatal(err)
	}
	return hex.EncodeToString(buffer)
}
