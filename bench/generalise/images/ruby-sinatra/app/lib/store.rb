require 'sqlite3'

# Pages in a SQLite file.
class Store
  def initialize
    @database = SQLite3::Database.new(File.join(ENV.fetch('WIKI_DATA', '/data'), 'wiki.db'))
    @database.execute('create table if not exists pages (title text primary key, body text)')
  end

  def save(title, body) = @database.execute('insert or replace into pages values (?, ?)', [title, body])
  def load(title) = @database.get_first_value('select body from pages where title = ?', [title])
  def titles = @database.execute('select title from pages order by title').flatten

  def purge
    @database.execute('delete from pages')
    @database.changes
  end
end
