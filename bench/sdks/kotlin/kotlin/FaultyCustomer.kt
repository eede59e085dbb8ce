import com.stripe.StripeClient
import com.stripe.exception.StripeException
import com.stripe.param.CustomerCreateParams
import kotlin.system.exitProcess

fun main() {
    val key = System.getenv("STRIPE_KEY")
    if (key.isNullOrEmpty()) {
        System.err.println("Set STRIPE_KEY to your API key.")
        exitProcess(1)
    }
    val stripe = StripeClient.builder().setApiKey(key).setReadTimeout(5000).build()
    try {
        val params = CustomerCreateParams.builder().setName("Jenny Rosen").putExtraParam("nmae", "Jenny").build()
        val customer = stripe.customers().create(params)
        if (customer.id == null || customer.name == null) {
            System.err.println("The answer is no customer: ${customer.toJson()}")
            exitProcess(1)
        }
        println("${customer.id} ${customer.name}")
    } catch (error: StripeException) {
        System.err.println("${error.statusCode}: ${error.message}")
        exitProcess(1)
    }
}
