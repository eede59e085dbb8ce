import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

class Main {
  public static void main(String[] arguments) throws InterruptedException {
    String key = System.getenv("NOTES_KEY");
    if (key == null || key.isEmpty()) {
      fail("NOTES_KEY is not set");
    }
    String body = "{\"text\": \"Buy milk\", \"tags\": [\"home\"]}";
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("https://api.notes.invalid/v1/notes"))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .timeout(Duration.ofSeconds(4))
            .build();
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      Matcher id = Pattern.compile("\"id\"\\s*:\\s*\"([^\"]+)\"\\s*[,}]").matcher(response.body());
      if (response.statusCode() != 200 || !id.find()) {
        fail("note: " + response.statusCode() + ": " + response.body());
      }
      System.out.println("kept as " + id.group(1));
    } catch (IOException error) {
      fail("note: " + error);
    }
  }

  private static void fail(String words) {
    System.err.println(words);
    System.exit(1);
  }
}
