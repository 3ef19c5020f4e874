package Poll::Work;
use Mojo::Base -strict, -signatures;

sub digest ($c) {
  require Digest::SHA;
  require Digest::MD5;
  require Mojo::Util;
  require MIME::Base64;
  my $text = $c->param('text');
  $c->render(json => {
    sha => substr(Digest::SHA::sha512_hex($text), 0, 8),
    md5 => substr(Digest::MD5::md5_hex($text), 0, 8),
    b64 => MIME::Base64::encode_base64($text, ''),
    hmac => substr(Mojo::Util::hmac_sha1_sum($text, 'key'), 0, 8),
  });
}

sub archive ($c) {
  require Archive::Zip;
  my $zip = Archive::Zip->new;
  $zip->addString('two votes', 'votes.txt')->desiredCompressionMethod(8);
  open my $out, '>:raw', \my $bytes or die $!;
  $zip->writeToFileHandle($out) == 0 or die 'cannot write';
  $c->render(data => $bytes);
}

sub gzip ($c) {
  require IO::Compress::Gzip;
  require IO::Uncompress::AnyInflate;
  my $text = $c->param('text');
  IO::Compress::Gzip::gzip(\$text => \my $packed) or die;
  IO::Uncompress::AnyInflate::anyinflate(\$packed => \my $back) or die;
  $c->render(text => $back);
}

sub shell ($c) { $c->render(text => scalar `df -P / | tail -n 1 | awk '{print \$6}'`) }

sub subprocess ($c) {
  require Mojo::IOLoop;
  $c->render_later;
  Mojo::IOLoop->subprocess->run_p(sub { require List::Util; List::Util::sum(1 .. 100) })->then(sub ($sum) { $c->render(text => $sum) })
    ->catch(sub ($error) { $c->reply->exception($error) });
}

sub big ($c) {
  require Math::BigInt;
  require Math::BigFloat;
  $c->render(text => Math::BigInt->new(2)->bpow(100) . ' ' . Math::BigFloat->bpi(20));
}

sub storable ($c) {
  require Storable;
  require File::Temp;
  require Data::Dumper;
  my $file = File::Temp->new;
  Storable::nstore({votes => [1, 2]}, $file->filename);
  local $Data::Dumper::Indent = 0;
  $c->render(text => Data::Dumper::Dumper(Storable::retrieve($file->filename)));
}

sub upload ($c) {
  my $file = $c->req->upload('file');
  require Digest::SHA;
  $c->render(text => $file->filename . ' ' . $file->size . ' ' . Digest::SHA::sha1_hex($file->slurp));
}

1;
