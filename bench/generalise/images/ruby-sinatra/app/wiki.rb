require 'sinatra/base'
require 'json'

autoload :Store, File.join(__dir__, 'lib/store')

# A small wiki. What a request seldom asks for is required when it is asked.
class Wiki < Sinatra::Base
  set :root, __dir__
  enable :sessions
  set :session_secret, ENV.fetch('SESSION_SECRET', 'for the bench only' * 8)
  disable :show_exceptions
  autoload :Words, File.join(__dir__, 'lib/words')
  autoload :Outside, File.join(__dir__, 'lib/outside')
  autoload :Work, File.join(__dir__, 'lib/work')

  helpers do
    def store = @store ||= ::Store.new
  end

  get('/') { erb :index }
  get('/healthz') { content_type(:json) && { status: 'ok' }.to_json }
  get('/recent') { erb :recent, locals: { pages: %w[Start Help] } }

  put('/pages/:title') { store.save(params['title'], request.body.read.force_encoding('UTF-8')) && 'saved' }
  get('/pages/:title') { Words.markdown(store.load(params['title']) || halt(404)) }
  get('/export') { content_type(:xml) && builder_export }

  get('/lookup') { Outside.lookup(params['host']) }
  get('/resolve') { Outside.resolve(params['host']) }
  get('/fetch') { Outside.fetch(params['url']) }
  get('/open') { Outside.open(params['url']) }
  get('/mail') { Outside.mail }

  get('/time') { Words.in_zone(params['zone']) }
  post('/convert') { Words.convert(request.body.read, params['to']) }
  post('/yaml') { Words.yaml(request.body.read).to_json }
  post('/csv') { Words.csv(request.body.read).to_json }
  post('/rexml') { Words.rexml(request.body.read) }
  post('/css') { Words.css(request.body.read, params['select']) }
  get('/fold') { Words.fold(params['text']) }
  get('/greet') { Words.greet(params['locale']) }
  get('/date') { Words.date(params['text']) }

  get('/digest') { Work.digest(params['text']).to_json }
  get('/gzip') { Work.gzip(params['text']) }
  get('/shell') { Work.shell }
  get('/fork') { Work.forked }
  get('/primes') { Work.primes }
  get('/decimal') { Work.decimal(params['a'], params['b']) }
  get('/cookie') { (session[:seen] = session[:seen].to_i + 1).to_s }
  post('/upload') { Work.upload(params['file']) }
  get('/broken') { nil.missing_method }
  get('/file') { send_file File.join(__dir__, 'config/locales/de.yml'), disposition: 'attachment' }

  not_found { erb :missing }
  error do
    error = env['sinatra.error']
    warn error.full_message(highlight: false)
    erb :failed
  end

  private

  def builder_export
    require 'rexml/document'
    document = REXML::Document.new('<wiki/>')
    store.titles.each { |title| document.root.add_element('page', 'title' => title) }
    document.to_s
  end
end
