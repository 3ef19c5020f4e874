package Poll::Outside;
use Mojo::Base -strict, -signatures;

sub lookup ($c) {
  require Socket;
  my ($error, @found) = Socket::getaddrinfo($c->param('host'), 80, {family => Socket::AF_INET(), socktype => Socket::SOCK_STREAM()});
  die $error if $error;
  $c->render(text => Socket::inet_ntoa((Socket::unpack_sockaddr_in($found[0]{addr}))[1]));
}

sub fetch ($c) {
  require Mojo::UserAgent;
  $c->render_later;
  my $agent = Mojo::UserAgent->new(ca => '/etc/ssl/certs/ca-certificates.crt');
  $agent->get_p($c->param('url'))->then(sub ($tx) { $agent; $c->render(text => $tx->result->body) })->catch(sub ($e) { $c->reply->exception($e) });
}

sub lwp ($c) {
  require LWP::UserAgent;
  my $answer = LWP::UserAgent->new(timeout => 10)->get($c->param('url'));
  die $answer->status_line unless $answer->is_success;
  $c->render(text => $answer->decoded_content);
}

sub tiny ($c) {
  require HTTP::Tiny;
  $c->render(text => HTTP::Tiny->new(verify_SSL => 1)->get($c->param('url'))->{content});
}

sub mail ($c) {
  require Email::MIME;
  my $mail = Email::MIME->create(
    header_str => [From => 'poll@example.org', To => 'you@example.org', Subject => "Gr\x{fc}\x{df}e"],
    parts      => [
      Email::MIME->create(attributes => {content_type => 'text/plain', charset => 'UTF-8', encoding => 'quoted-printable'}, body_str => "caf\x{e9}"),
      Email::MIME->create(attributes => {filename => 'a.bin', content_type => 'application/octet-stream', encoding => 'base64'}, body => 'xyz'),
    ],
  );
  $c->render(data => $mail->as_string);
}

1;
