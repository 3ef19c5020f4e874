#!/usr/bin/env perl
# A poll: pages, an API, exports. What a request seldom asks for is required when it is asked.
use Mojolicious::Lite -signatures;
use utf8;

app->secrets([$ENV{POLL_SECRET} // 'for the bench only']);
app->config(hypnotoad => {listen => ['http://*:8080'], workers => 2, pid_file => '/tmp/poll.pid'});
app->renderer->compress(1);
push app->commands->namespaces->@*, 'Poll::Command';

sub later ($module, $function) {
  return sub ($c) {
    eval "require Poll::$module; 1" or die $@;
    "Poll::$module"->can($function)->($c);
  };
}

get '/'        => {template => 'index'};
get '/healthz' => sub ($c) { $c->render(json => {status => 'ok'}) };
get '/polls'   => sub ($c) { $c->render(json => [{name => 'tea or coffee', votes => 2}]) };

post '/votes'        => later(Store => 'vote');
get '/votes'         => later(Store => 'votes');
get '/lookup'        => later(Outside => 'lookup');
get '/fetch'         => later(Outside => 'fetch');
get '/lwp'           => later(Outside => 'lwp');
get '/tiny'          => later(Outside => 'tiny');
get '/mail'          => later(Outside => 'mail');
get '/time'          => later(Text => 'time_in_zone');
get '/local'         => later(Text => 'local_time');
post '/convert'      => later(Text => 'convert');
post '/yaml'         => later(Text => 'yaml');
post '/csv'          => later(Text => 'csv');
post '/xml'          => later(Text => 'xml');
post '/dom'          => later(Text => 'dom');
post '/markdown'     => later(Text => 'markdown');
get '/fold'          => later(Text => 'fold');
get '/sort'          => later(Text => 'sort_words');
get '/month'         => later(Text => 'month');
get '/digest'        => later(Work => 'digest');
get '/zip'           => later(Work => 'archive');
get '/gzip'          => later(Work => 'gzip');
get '/shell'         => later(Work => 'shell');
get '/subprocess'    => later(Work => 'subprocess');
get '/big'           => later(Work => 'big');
get '/store'         => later(Work => 'storable');
post '/upload'       => later(Work => 'upload');
get '/result'        => sub ($c) { $c->render('result', rows => [['Tee <grün>', 3], ['Kaffee', 1]]) };
get '/broken'        => sub ($c) { my $vote; $c->render(text => $vote->count) };
get '/count'         => sub ($c) { $c->render(text => ++$c->session->{count}) };
websocket '/live'    => sub ($c) { $c->on(message => sub ($c, $text) { $c->send("echo $text") }) };

app->start;
