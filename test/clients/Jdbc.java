import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Jdbc text|binary: what JDBC makes of the results of the queries on standard input; see compare. */
public class Jdbc {
  static Connection connect(boolean binary) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", System.getenv("PGUSER"));
    properties.setProperty("socketFactory", "org.newsclub.net.unix.AFUNIXSocketFactory$FactoryArg");
    properties.setProperty("socketFactoryArg", System.getenv("PGHOST") + "/.s.PGSQL." + System.getenv("PGPORT"));
    properties.setProperty("sslmode", "disable");
    properties.setProperty("binaryTransfer", String.valueOf(binary));
    // Binary from a statement's first execution on; otherwise it would begin with the fifth.
    properties.setProperty("prepareThreshold", binary ? "-1" : "0");
    return DriverManager.getConnection("jdbc:postgresql://localhost/" + System.getenv("PGDATABASE"), properties);
  }

  static String written(Object value) throws SQLException {
    if (value instanceof Array)
      return Stream.of((Object[]) ((Array) value).getArray()).map(Object::toString).collect(Collectors.joining(",", "{", "}"));
    return value == null ? "NULL" : value instanceof BigDecimal ? ((BigDecimal) value).toPlainString() : value.toString();
  }

  static String answer(Connection connection, String[] fields) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(fields[0])) {
      for (int n = 1; n < fields.length; n++)
        statement.setString(n, fields[n]);
      ResultSet rows = statement.executeQuery();
      String type = "";
      StringJoiner values = new StringJoiner("|");
      while (rows.next()) {
        Object value = rows.getObject(1);
        type = value == null ? "null" : value.getClass().getSimpleName();
        values.add(written(value));
      }
      return type + "\t" + values;
    } catch (PSQLException error) {
      ServerErrorMessage message = error.getServerErrorMessage();
      String hint = message.getHint() == null ? "" : message.getHint();
      return String.join("\t", "PSQLException", error.getSQLState(), message.getMessage(), hint);
    }
  }

  public static void main(String[] arguments) throws Exception {
    BufferedReader queries = new BufferedReader(new InputStreamReader(System.in));
    try (Connection connection = connect(arguments[0].equals("binary"))) {
      for (String line; (line = queries.readLine()) != null;)
        System.out.println(answer(connection, line.split("\t")));
    }
  }
}
