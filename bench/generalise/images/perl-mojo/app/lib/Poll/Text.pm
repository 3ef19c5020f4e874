package Poll::Text;
use Mojo::Base -strict, -signatures;
use utf8;

sub time_in_zone ($c) {
  require DateTime;
  my $moment = DateTime->from_epoch(epoch => 1_700_000_000, time_zone => $c->param('zone'));
  $c->render(text => $moment->strftime('%F %T %z'));
}

sub local_time ($c) {
  require POSIX;
  local $ENV{TZ} = $c->param('zone');
  POSIX::tzset();
  $c->render(text => POSIX::strftime('%T %Z', localtime 1_700_000_000));
}

sub convert ($c) {
  require Encode;
  $c->render(data => Encode::encode($c->param('to'), Encode::decode('UTF-8', $c->req->body)));
}

sub yaml ($c) {
  require YAML::XS;
  $c->render(json => YAML::XS::Load($c->req->body));
}

sub csv ($c) {
  require Text::CSV_XS;
  my $body = $c->req->body;
  open my $in, '<:encoding(UTF-8)', \$body or die $!;
  $c->render(json => Text::CSV_XS::csv(in => $in, sep_char => ';', headers => 'auto'));
}

sub xml ($c) {
  require XML::LibXML;
  my $document = XML::LibXML->load_xml(string => $c->req->body);
  $c->render(text => join ',', map { $_->textContent } $document->findnodes('//item[@id > 1]'));
}

sub dom ($c) {
  require Mojo::DOM;
  $c->render(text => Mojo::DOM->new($c->req->text)->find('p.a:not(:empty)')->map('text')->join(','));
}

sub markdown ($c) {
  require Text::Markdown;
  $c->render(text => Text::Markdown::markdown($c->req->text));
}

sub fold ($c) {
  require Unicode::Normalize;
  require charnames;
  my $text = $c->param('text');
  (my $plain = Unicode::Normalize::NFD($text)) =~ s/\p{Mn}//g;
  my $greek = () = $text =~ /\p{Script=Greek}/g;
  $c->render(text => join ' ', lc $plain, $greek, charnames::viacode(ord $text));
}

sub sort_words ($c) {
  require Unicode::Collate::Locale;
  my $collator = Unicode::Collate::Locale->new(locale => $c->param('locale'));
  $c->render(text => join ',', $collator->sort(split /,/, $c->param('words')));
}

sub month ($c) {
  require DateTime;
  $c->render(text => DateTime->new(year => 2024, month => 3, day => 9, locale => $c->param('locale'))->strftime('%A %d %B'));
}

1;
