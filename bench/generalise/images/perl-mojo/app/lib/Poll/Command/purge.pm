package Poll::Command::purge;
use Mojo::Base 'Mojolicious::Command', -signatures;

has description => 'Forgets all votes';

sub run ($self, @args) {
  require Poll::Store;
  printf "forgot %d votes\n", Poll::Store::database()->do('delete from votes');
}

1;
