package Poll::Store;
use Mojo::Base -strict, -signatures;
use DBI;

sub database {
  my $database = DBI->connect('dbi:SQLite:' . ($ENV{POLL_DATA} // '/data') . '/poll.db', '', '', {RaiseError => 1, sqlite_unicode => 1});
  $database->do('create table if not exists votes (id integer primary key, choice text)');
  return $database;
}

sub vote ($c) {
  database()->do('insert into votes (choice) values (?)', undef, $c->req->json->{choice});
  $c->render(json => $c->req->json, status => 201);
}

sub votes ($c) {
  $c->render(json => database()->selectall_arrayref('select choice, count(*) from votes group by choice order by choice'));
}

1;
