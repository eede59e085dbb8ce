import os
import sys

from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

sid, token = os.environ.get("TWILIO_ACCOUNT_SID"), os.environ.get("TWILIO_AUTH_TOKEN")
if not sid or not token:
    sys.exit("Set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.")
try:
    message = Client(sid, token).messages.create(to="+15558675310", from_="+15017122661", body="Hello")
    if not message.sid:
        sys.exit("Unexpected answer: no sid")
    print(message.sid, message.status)
except TwilioRestException as error:
    sys.exit(f"HTTP {error.status}: {error.msg}")
except (TwilioException, OSError, ValueError, KeyError) as error:
    sys.exit(f"Request failed: {error!r}")
