package works.sockshop.documents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import works.sockshop.common.Json;
import works.sockshop.common.Retry;

/** A collection of JSON documents: one table with an id and a jsonb column. */
public final class Documents {
  private static final String NO_SUCH_TABLE = "42P01";

  private final HikariDataSource source;
  private final String table;
  private final String host;

  private interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  /** The table's name is the program's own, never a caller's. */
  public Documents(String host, String table) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:postgresql://" + host + "/data?connectTimeout=3&socketTimeout=10");
    config.setUsername("data");
    config.setPassword(Optional.ofNullable(System.getenv("DB_PASSWORD")).orElse("data"));
    config.setMaximumPoolSize(8);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(5000);
    config.setValidationTimeout(2000);
    // The database may start later than the service.
    config.setInitializationFailTimeout(-1);
    this.source = new HikariDataSource(config);
    this.table = table;
    this.host = host;
  }

  /** Makes the table as soon as the database answers. */
  public Documents connect() {
    Retry.inBackground(host, () -> {
      try (Connection connection = source.getConnection()) {
        createTable(connection);
      }
      return null;
    });
    return this;
  }

  public boolean isUp() {
    try (Connection connection = source.getConnection()) {
      return connection.isValid(2);
    } catch (SQLException e) {
      return false;
    }
  }

  public Optional<JsonNode> find(String id) throws SQLException {
    return select("WHERE id = ?", id).stream().findFirst();
  }

  /** All documents whose field has a value, oldest first. */
  public List<JsonNode> findBy(String field, String value) throws SQLException {
    return select("WHERE doc->>'" + field + "' = ? ORDER BY created, id", value);
  }

  public List<JsonNode> all() throws SQLException {
    return select("ORDER BY created, id");
  }

  public void insert(String id, JsonNode document) throws SQLException {
    transaction(connection -> execute(connection,
        "INSERT INTO " + table + " (id, doc) VALUES (?, ?::jsonb)", id, Json.write(document)));
  }

  public void delete(String id) throws SQLException {
    transaction(connection -> execute(connection, "DELETE FROM " + table + " WHERE id = ?", id));
  }

  /** Changes a document, making an empty one first where there is none; others wait meanwhile. */
  public ObjectNode change(String id, Consumer<ObjectNode> change) throws SQLException {
    return transaction(connection -> {
      execute(connection, "INSERT INTO " + table + " (id, doc) VALUES (?, '{}') ON CONFLICT DO NOTHING", id);
      ObjectNode document = (ObjectNode) query(connection, "WHERE id = ? FOR UPDATE", id).get(0);
      change.accept(document);
      execute(connection, "UPDATE " + table + " SET doc = ?::jsonb WHERE id = ?", Json.write(document), id);
      return document;
    });
  }

  private List<JsonNode> select(String clause, String... values) throws SQLException {
    return transaction(connection -> query(connection, clause, values));
  }

  private List<JsonNode> query(Connection connection, String clause, String... values) throws SQLException {
    try (PreparedStatement statement = prepare(connection, "SELECT doc FROM " + table + " " + clause, values);
        ResultSet rows = statement.executeQuery()) {
      List<JsonNode> documents = new ArrayList<>();
      while (rows.next()) {
        documents.add(Json.parse(rows.getString(1)));
      }
      return documents;
    }
  }

  private static int execute(Connection connection, String sql, String... values) throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, values)) {
      return statement.executeUpdate();
    }
  }

  private static PreparedStatement prepare(Connection connection, String sql, String... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int index = 0; index < values.length; index++) {
      statement.setString(index + 1, values[index]);
    }
    return statement;
  }

  /** Like a document store, makes a collection that is missing (the database may have been renewed). */
  private <T> T transaction(Work<T> work) throws SQLException {
    try (Connection connection = source.getConnection()) {
      try {
        return commit(connection, work);
      } catch (SQLException e) {
        if (!NO_SUCH_TABLE.equals(e.getSQLState())) {
          throw e;
        }
        createTable(connection);
        return commit(connection, work);
      }
    }
  }

  private static <T> T commit(Connection connection, Work<T> work) throws SQLException {
    connection.setAutoCommit(false);
    try {
      T result = work.run(connection);
      connection.commit();
      return result;
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private void createTable(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE IF NOT EXISTS " + table
          + " (id text PRIMARY KEY, doc jsonb NOT NULL, created timestamptz NOT NULL DEFAULT now())");
    }
  }
}
